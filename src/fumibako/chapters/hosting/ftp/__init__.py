"""FTP, FTPS and SFTP into a site (D5)."""
