-- A line of the log says once a day for each person that they read a question.
CREATE UNIQUE INDEX events_read_once ON events (actor_id, ticket_id, on_day) WHERE kind = 'question_read';
