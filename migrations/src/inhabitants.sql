-- How many people live in each municipality, counted on one day.
CREATE TABLE inhabitants (
  municipality text PRIMARY KEY,
  inhabitants integer NOT NULL,
  counted_on {date} NOT NULL,
  source text NOT NULL
);
-- Questions about several places: few of all there are.
CREATE INDEX tickets_about_several_places ON tickets (received_on) WHERE more_places;
