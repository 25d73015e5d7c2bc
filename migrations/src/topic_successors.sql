-- What new questions are about once a topic has ended.
ALTER TABLE topics ADD COLUMN successor text;
