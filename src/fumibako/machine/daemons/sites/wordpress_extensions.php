<?php
// Says which plugins and themes a WordPress has, updates those that are named, and asks WordPress's own source what newer
// ones there are. As the site's user.
$given = json_decode(stream_get_contents(STDIN), true, 4, JSON_THROW_ON_ERROR);
$root = $given['root'];
$_SERVER['HTTP_HOST'] = 'localhost';
$_SERVER['REQUEST_URI'] = '/';
$_SERVER['SERVER_PROTOCOL'] = 'HTTP/1.1';
define('FS_METHOD', 'direct');
define('DISABLE_WP_CRON', true);
ob_start();
chdir($root);
require "$root/wp-load.php";
require_once ABSPATH . 'wp-admin/includes/admin.php';
require_once ABSPATH . 'wp-admin/includes/class-wp-upgrader.php';
add_filter('pre_wp_mail', fn() => true);
add_filter('auto_core_update_send_email', '__return_false');

function look(): bool
{
    delete_site_transient('update_plugins');
    delete_site_transient('update_themes');
    wp_clean_themes_cache(false);
    wp_cache_delete('plugins', 'plugins');
    wp_update_plugins();
    wp_update_themes();
    return isset(get_site_transient('update_plugins')->response, get_site_transient('update_themes')->response);
}

function update(WP_Upgrader $upgrader, array $keys): array
{
    if (!$keys) {
        return [];
    }
    $done = $upgrader->bulk_upgrade($keys) ?: [];
    return array_values(array_filter($keys, fn($key) => !is_array($done[$key] ?? null)));
}

$is_known = look();
$failed = [];
if ($given['update']) {
    $of = fn(string $kind) => array_values(array_map(
        fn($each) => $each[1],
        array_filter($given['update'], fn($each) => $each[0] === $kind),
    ));
    $failed = [
        ...update(new Plugin_Upgrader(new Automatic_Upgrader_Skin()), $of('plugin')),
        ...update(new Theme_Upgrader(new Automatic_Upgrader_Skin()), $of('theme')),
    ];
    $is_known = look();
}
$found = [];
$newer = get_site_transient('update_plugins')->response ?? [];
foreach (get_plugins() as $key => $plugin) {
    $newest = $newer[$key]->new_version ?? '';
    $found[] = ['plugin', $key, $plugin['Name'], $plugin['Version'], $newest, is_plugin_active($key)];
}
$newer = get_site_transient('update_themes')->response ?? [];
foreach (wp_get_themes() as $key => $theme) {
    $newest = $newer[$key]['new_version'] ?? '';
    $is_active = in_array($key, [get_stylesheet(), get_template()], true);
    $found[] = ['theme', (string) $key, (string) $theme->get('Name'), (string) $theme->get('Version'), $newest, $is_active];
}
while (ob_get_level()) {
    ob_end_clean();
}
$told = ['found' => $found, 'is_known' => $is_known, 'not_updated' => $failed];
echo "\n", json_encode($told, JSON_INVALID_UTF8_SUBSTITUTE);
