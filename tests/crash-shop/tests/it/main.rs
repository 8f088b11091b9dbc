//! Kills the processes of a shop at random moments, and compares its books with those of the sandbox.

mod crash_matrix;
