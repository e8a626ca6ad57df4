-- refused: ATTACH is not allowed
aTtAcH dAtAbAsE 'victim.db' aS v
