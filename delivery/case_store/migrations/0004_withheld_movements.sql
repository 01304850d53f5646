-- The texts of movements name people: of a case that may be sealed they are withheld like its parties and documents.
DROP POLICY tenant_granted ON cases.movements;
CREATE POLICY tenant_granted ON cases.movements FOR SELECT TO arauto_tenant
    USING (EXISTS (SELECT 1 FROM cases.cases c WHERE c.case_number = movements.case_number
                   AND c.state <> 'possibly_sealed'));
