//! Captures that are read whole, and bytes that must never stop the reader.
