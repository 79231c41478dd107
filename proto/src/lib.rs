//! Bytes on the wire: types, codec, limits and versions of the Sổ tay protocol.
