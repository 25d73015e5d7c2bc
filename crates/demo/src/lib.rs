//! A believable desk to try things on: a roster of experts and a year of questions.
