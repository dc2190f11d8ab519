"""Evidence bundles: one ZIP file with all that a court may ask for, which verifies offline.

``container``   the ZIP file, in one spelling and within limits
``digests``     SHA-256 and SM3 of every member, and the two lists of them
``capture``     where, when and how the suspect file was seen, in the collector's words
``extract``     what the register says of the work, signed by the log's key
``manifest``    the list of members that the collector signs
``contents``    the members under the manifest, read and held against each other
``bundle``      draft, finished bundle, and verification
``self_check``  the list of the law's questions, answered from what the bundle holds
"""
