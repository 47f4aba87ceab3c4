-- A shop. The numbers are scattered, yet the same each time: row * prime modulo something.
BEGIN;

CREATE TABLE customers (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    city TEXT NOT NULL,
    since DATE NOT NULL,
    email TEXT UNIQUE
);
CREATE TABLE products (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    category TEXT NOT NULL,
    price REAL NOT NULL
);
CREATE TABLE orders (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    ordered DATE NOT NULL,
    status TEXT NOT NULL DEFAULT 'open'
);
CREATE TABLE order_items (
    order_id INTEGER NOT NULL REFERENCES orders (id),
    product_id INTEGER NOT NULL REFERENCES products (id),
    quantity INTEGER NOT NULL CHECK (quantity > 0),
    PRIMARY KEY (order_id, product_id)
) WITHOUT ROWID;
CREATE INDEX orders_by_customer ON orders (customer_id);
CREATE INDEX order_items_by_product ON order_items (product_id);
CREATE VIEW sales AS
    SELECT o.id AS order_id, o.ordered, c.city, p.category, i.quantity, round(i.quantity * p.price, 2) AS amount
    FROM order_items i
    JOIN orders o ON o.id = i.order_id
    JOIN customers c ON c.id = o.customer_id
    JOIN products p ON p.id = i.product_id
    WHERE o.status <> 'cancelled';

WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 250),
    first(f, name) AS (VALUES (0, 'Ada'), (1, 'Björn'), (2, 'Chen'), (3, 'Dalia'), (4, 'Emeka'), (5, 'Fatima'), (6, 'Goro'),
        (7, 'Helga'), (8, 'Ines'), (9, 'Jamal'), (10, 'Kaja')),
    last(l, name) AS (VALUES (0, 'Abel'), (1, 'Brandt'), (2, 'Costa'), (3, 'Dufour'), (4, 'Eriksen'), (5, 'Farkas'), (6, 'Grant'),
        (7, 'Hoshi'), (8, 'Ivanova'), (9, 'Jansen'), (10, 'Kovač'), (11, 'Lim'), (12, 'Moreau')),
    town(t, name) AS (VALUES (0, 'Berlin'), (1, 'Lyon'), (2, 'Oslo'), (3, 'Porto'), (4, 'Utrecht'), (5, 'Zürich'))
INSERT INTO customers
SELECT i, first.name || ' ' || last.name, town.name, date('2022-01-01', '+' || (i * 271 % 700) || ' days'),
    CASE WHEN i % 9 > 0 THEN lower(last.name) || i || '@example.com' END
FROM n JOIN first ON f = i * 7 % 11 JOIN last ON l = i * 5 % 13 JOIN town ON t = i * 37 % 89 % 6;

WITH thing(i, name, category, price) AS (VALUES
    (1, 'Kettle', 'kitchen', 39.9), (2, 'Pan', 'kitchen', 54.5), (3, 'Knife', 'kitchen', 27), (4, 'Whisk', 'kitchen', 8.9),
    (5, 'Lamp', 'home', 64), (6, 'Rug', 'home', 129), (7, 'Clock', 'home', 33.5), (8, 'Vase', 'home', 21),
    (9, 'Spade', 'garden', 24.9), (10, 'Hose', 'garden', 31), (11, 'Seeds', 'garden', 3.2), (12, 'Bench', 'garden', 189),
    (13, 'Puzzle', 'games', 17.5), (14, 'Chess set', 'games', 45), (15, 'Dice', 'games', 4.5), (16, 'Cards', 'games', 6))
INSERT INTO products SELECT * FROM thing;

WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2400)
INSERT INTO orders
SELECT i, 1 + i * 7919 % 4099 % 250, date('2024-01-01', '+' || (i * 730 / 2400) || ' days'),
    CASE WHEN i * 31 % 97 < 4 THEN 'cancelled' WHEN i > 2340 THEN 'open' ELSE 'delivered' END
FROM n;

WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 5999)
INSERT OR IGNORE INTO order_items
SELECT 1 + i * 2 / 5, 1 + i * 613 % 1009 % 16, 1 + i * 89 % 241 % 5 FROM n;

COMMIT;
ANALYZE;
