//! What the counts mean: measures, buckets and small-number surprise.
