-- Time bookings as they came in. The fingerprint is the hash of a booking's own fields and of how many like it came before in its file,
-- so that importing a file twice changes nothing. `excluded` says why a booking is not learned from; it is kept all the same.

CREATE TABLE booking (
    fingerprint      TEXT PRIMARY KEY,
    file             TEXT NOT NULL,
    line             BIGINT NOT NULL,
    work_order       TEXT NOT NULL,
    part             TEXT NOT NULL,
    operation        TEXT NOT NULL,
    machine          TEXT NOT NULL,
    operator         TEXT NOT NULL,
    kind             TEXT NOT NULL,
    started_at       TEXT,
    ended_at         TEXT,
    duration_min     DOUBLE PRECISION NOT NULL,
    duration_typed   BIGINT NOT NULL,
    quantity_good    DOUBLE PRECISION,
    quantity_review  DOUBLE PRECISION,
    order_quantity   DOUBLE PRECISION,
    flags            TEXT NOT NULL,
    excluded         TEXT
);

CREATE INDEX booking_operation ON booking (work_order, part, operation);
