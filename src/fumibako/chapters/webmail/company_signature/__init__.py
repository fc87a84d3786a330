"""The company's signature 会社の署名 (B13): below the users' own in each mail that is written in the webmail."""
