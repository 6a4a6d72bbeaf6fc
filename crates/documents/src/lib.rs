//! Havre: documents.
