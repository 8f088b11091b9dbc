-- The versions of the tables that were created here. The primary key also makes sure that, of several processes that
-- start at the same time, one creates the tables and the others wait for it.
CREATE TABLE IF NOT EXISTS iotpay_version (
    version INTEGER NOT NULL PRIMARY KEY,
    -- The oldest version that a program must know to use these tables.
    oldest_program INTEGER NOT NULL
) STRICT;
