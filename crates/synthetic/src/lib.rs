//! Havre: synthetic.
