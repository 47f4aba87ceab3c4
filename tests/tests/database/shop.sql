CREATE ROLE reader LOGIN;
CREATE TYPE color AS ENUM ('red', 'green');
CREATE TABLE customers (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL UNIQUE,
    since date NOT NULL DEFAULT '2024-02-29',
    balance numeric(12, 2) NOT NULL
);
COMMENT ON TABLE customers IS 'Who buys';
COMMENT ON COLUMN customers.balance IS 'in euro';
INSERT INTO customers (name, balance) SELECT 'customer ' || i, i * 1.10 FROM generate_series(1, 500) i;
CREATE SCHEMA audit;
CREATE TABLE audit.events (id integer PRIMARY KEY, customer bigint NOT NULL REFERENCES customers (id));
CREATE VIEW names AS SELECT name FROM customers;
CREATE TABLE hidden (x text);
CREATE SEQUENCE numbers;
CREATE TABLE kinds (
    small smallint, large bigint, exact numeric, float double precision, flag boolean, word text, day date,
    moment timestamptz, span interval, data jsonb, bytes bytea, list integer[], color color, uuid uuid
);
INSERT INTO kinds VALUES (
    1, 9223372036854775807, 12345678901234567890.12345, 'NaN', true, 'ä', '2024-02-29', '2024-02-29 12:00+02',
    '1 day 02:03:04', '{"a": 1e400}', '\x00ff', '{1,NULL}', 'red', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'
), (2, 9007199254740992, NULL, 0.1, NULL, '', 'infinity', NULL, NULL, NULL, '', '{}', NULL, NULL);

-- What writes in a function is for the transaction to refuse.
CREATE FUNCTION sneak() RETURNS integer LANGUAGE sql VOLATILE SECURITY DEFINER
    AS 'DELETE FROM customers RETURNING 1';
-- The role may even write, so that all refusals here are those of the server.
GRANT ALL ON customers, audit.events, kinds, names TO reader;
GRANT ALL ON SCHEMA public, audit TO reader;
GRANT ALL ON SEQUENCE numbers TO reader;
ANALYZE;
