"""Which addresses are in Japan: data of the registry for Asia and the Pacific (APNIC), for logins and sites."""
