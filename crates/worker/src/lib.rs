//! What happens without anyone asking: sweeps and letters.
