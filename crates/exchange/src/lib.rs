//! Havre: exchange.
