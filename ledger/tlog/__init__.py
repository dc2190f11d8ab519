"""The Merkle log, pure: bytes in, bytes out, no I/O. One file per public specification.

=================  ==========================================================================
file               specification
=================  ==========================================================================
``merkle``         RFC 6962 section 2.1 (= RFC 9162 2.1.1), hashes and tree heads;
                   https://www.rfc-editor.org/rfc/rfc6962.html#section-2.1
``proof``          RFC 6962 sections 2.1.1 and 2.1.2, verified as RFC 9162 2.1.3.2 and 2.1.4.2;
                   https://www.rfc-editor.org/rfc/rfc9162.html#section-2.1.3
``tile``           C2SP tlog-tiles; https://c2sp.org/tlog-tiles
``note``           C2SP signed-note v1.0.0; https://c2sp.org/signed-note
``checkpoint``     C2SP tlog-checkpoint v1.0.0; https://c2sp.org/tlog-checkpoint
``cosignature``    C2SP tlog-cosignature v1.0.1, Ed25519; https://c2sp.org/tlog-cosignature
``tlog_proof``     C2SP tlog-proof v1; https://c2sp.org/tlog-proof
``witness``        C2SP tlog-witness, the add-checkpoint body; https://c2sp.org/tlog-witness
``encoding``       what these texts share: RFC 4648 base64 and decimals, in one spelling only
``errors``         everything that can go wrong
=================  ==========================================================================
"""
