"""The administrator's rules against misdelivered mail 誤送信対策 (B13), for mail that is written in the webmail."""
