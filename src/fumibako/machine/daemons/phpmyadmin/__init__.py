"""phpMyAdmin of Debian's package for the databases of sites, at a port of its own. It is no daemon, but a pool of
php-fpm's and a server of nginx's (docs/decisions/0162-phpmyadmin.md)."""
