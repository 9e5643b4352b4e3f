//! Tests of the page reader.
