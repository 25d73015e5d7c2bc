//! Working calendar, deadlines, waits, and their derivation in words.
