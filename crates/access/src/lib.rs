//! The space ledger: members, roles, epochs, and one pure decision.
