-- The versions of the tables that were created here.
CREATE TABLE IF NOT EXISTS iotpay_version (
    version BIGINT NOT NULL PRIMARY KEY,
    -- The oldest version that a program must know to use these tables.
    oldest_program BIGINT NOT NULL
);
