//! Havre: web.
