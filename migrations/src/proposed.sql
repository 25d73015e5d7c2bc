-- Which theme the desk had proposed when somebody looked: where it errs, topic by topic.

ALTER TABLE corrections ADD COLUMN proposed text;
