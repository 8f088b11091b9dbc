//! The tests are in `tests/`, and the mistakes in `cases/`.
