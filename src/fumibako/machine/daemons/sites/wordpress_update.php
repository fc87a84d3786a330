<?php
// Brings the database of a WordPress to what its new files expect, as the site's user. It names the version.
$given = json_decode(stream_get_contents(STDIN), true, 4, JSON_THROW_ON_ERROR);
$root = $given['root'];
$_SERVER['HTTP_HOST'] = 'localhost';
$_SERVER['REQUEST_URI'] = '/';
$_SERVER['SERVER_PROTOCOL'] = 'HTTP/1.1';
define('WP_INSTALLING', true);
chdir($root);
require "$root/wp-load.php";
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
add_filter('pre_wp_mail', fn() => true);
add_filter('pre_http_request', fn() => new WP_Error('off', 'off'));
if (!is_blog_installed()) {
    fwrite(STDERR, 'its database is not the one of a WordPress');
    exit(2);
}
wp_upgrade();
delete_site_transient('update_core');
echo json_encode(['version' => $GLOBALS['wp_version']]);
