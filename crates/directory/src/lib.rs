//! Havre: directory.
