<?php
// Sets up the WordPress whose files lie in a folder already, as the site's user: wp-config.php, tables, the first user.
// What it needs to know comes as JSON on stdin, so that no password stands in a list of processes.
$given = json_decode(stream_get_contents(STDIN), true, 4, JSON_THROW_ON_ERROR);
$root = $given['root'];
$constants = [
    'DB_NAME' => $given['database'], 'DB_USER' => $given['database'], 'DB_PASSWORD' => $given['database_password'],
    'DB_HOST' => 'localhost', 'DB_CHARSET' => 'utf8mb4', 'DB_COLLATE' => '', 'WPLANG' => 'ja',
];
foreach (['AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE'] as $name) {
    $constants["{$name}_KEY"] = bin2hex(random_bytes(32));
    $constants["{$name}_SALT"] = bin2hex(random_bytes(32));
}
$lines = ['<?php'];
foreach ($constants as $name => $value) {
    $lines[] = 'define(' . var_export($name, true) . ', ' . var_export($value, true) . ');';
}
$lines[] = '$table_prefix = \'wp_\';';
$lines[] = 'if (!defined(\'ABSPATH\')) { define(\'ABSPATH\', __DIR__ . \'/\'); }';
$lines[] = 'require_once ABSPATH . \'wp-settings.php\';';
umask(0077);
file_put_contents("$root/wp-config.php", implode("\n", $lines) . "\n");
umask(0022);
$path = rtrim((string) parse_url($given['url'], PHP_URL_PATH), '/') . '/';
file_put_contents("$root/.htaccess", <<<HTACCESS
# BEGIN WordPress
<IfModule mod_rewrite.c>
RewriteEngine On
RewriteRule .* - [E=HTTP_AUTHORIZATION:%{HTTP:Authorization}]
RewriteBase $path
RewriteRule ^index\\.php$ - [L]
RewriteCond %{REQUEST_FILENAME} !-f
RewriteCond %{REQUEST_FILENAME} !-d
RewriteRule . {$path}index.php [L]
</IfModule>
# END WordPress

HTACCESS);

$port = parse_url($given['url'], PHP_URL_PORT);
$_SERVER['HTTP_HOST'] = parse_url($given['url'], PHP_URL_HOST) . ($port ? ":$port" : '');
$_SERVER['REQUEST_URI'] = $path;
$_SERVER['SERVER_PROTOCOL'] = 'HTTP/1.1';
define('WP_INSTALLING', true);
define('WP_SITEURL', $given['url']);
define('WP_HOME', $given['url']);
chdir($root);
require "$root/wp-load.php";
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
add_filter('pre_wp_mail', fn() => true);
add_filter('pre_http_request', fn() => new WP_Error('off', 'off'));
if (is_blog_installed()) {
    fwrite(STDERR, 'there is a WordPress in this database already');
    exit(2);
}
wp_install($given['title'], $given['login'], $given['email'], true, '', $given['password'], 'ja');
update_option('siteurl', $given['url']);
update_option('home', $given['url']);
update_option('permalink_structure', '/%postname%/');
update_option('timezone_string', 'Asia/Tokyo');
update_option('WPLANG', 'ja');
echo json_encode(['version' => $GLOBALS['wp_version']]);
