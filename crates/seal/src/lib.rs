//! Device keys, space keys, sealed packs, signatures and PIN wrapping.
