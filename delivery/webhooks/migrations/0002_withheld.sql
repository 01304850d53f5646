-- Deliveries about a case that may be sealed wait until it is found again, or are withdrawn with it.
ALTER TABLE webhooks.deliveries DROP CONSTRAINT deliveries_state_check;
ALTER TABLE webhooks.deliveries ADD CONSTRAINT deliveries_state_check CHECK
    (state IN ('pending', 'delivered', 'refused', 'skipped', 'withheld', 'withdrawn_sealed', 'expired'));
