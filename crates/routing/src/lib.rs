//! What a question is about, who should answer it, and why.
