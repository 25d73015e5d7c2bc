//! What people do: one verb per file.
