<?php
// Reads where a WordPress is from its database, or tells a copy of it where it is now: the addresses in its database, in
// wp-config.php and .htaccess. As the site's user, without running any of WordPress.
$given = json_decode(stream_get_contents(STDIN), true, 4, JSON_THROW_ON_ERROR);
$root = $given['root'];
mysqli_report(MYSQLI_REPORT_ERROR | MYSQLI_REPORT_STRICT);
$database = new mysqli('localhost', $given['database'], $given['password'], $given['database']);
$database->set_charset('utf8mb4');
$config = file_get_contents($given['step'] === 'look' || $given['new_password'] === '' ? "$root/wp-config.php" : "{$given['source']}/wp-config.php");
if ($config === false || !preg_match('/^\s*\$table_prefix\s*=\s*([\'"])(\w+)\1\s*;/m', $config, $found)) {
    stop('wp-config.php is not there, or not as WordPress writes it');
}
$prefix = $found[2];

function stop(string $words): never
{
    fwrite(STDERR, $words);
    exit(2);
}

function option(mysqli $database, string $prefix, string $name): string
{
    $asked = $database->execute_query("SELECT option_value FROM `{$prefix}options` WHERE option_name = ?", [$name]);
    return (string) ($asked->fetch_row()[0] ?? '');
}

// Of an address, with or without its scheme, and as JSON has it; not of one that only begins like it.
function pattern(string $home): string
{
    $parts = explode('/', preg_replace('~^https?://~', '', rtrim($home, '/')));
    $quoted = implode('\\\\?/', array_map(fn($part) => preg_quote($part, '~'), $parts));
    return '~(https?:|(?<![:\w]))(\\\\?/\\\\?/)' . $quoted . '(?![\w-]|\.\w|:\d)~';
}

// What stands in texts: the addresses, and the folders on the disk.
function plain(string $text): string
{
    global $given;
    [$old, $new] = $given['homes'];
    $scheme = parse_url($new, PHP_URL_SCHEME) . ':';
    $rest = preg_replace('~^https?://~', '', rtrim($new, '/'));
    $text = preg_replace_callback(pattern($old), function (array $found) use ($scheme, $rest) {
        $tail = str_contains($found[2], '\\') ? str_replace('/', '\\/', $rest) : $rest;
        return ($found[1] === '' ? '' : $scheme) . $found[2] . $tail;
    }, $text) ?? $text;
    $path = '~' . preg_quote($given['roots'][0], '~') . '(?![\w.-])~';
    return preg_replace($path, strtr($given['roots'][1], ['\\' => '\\\\', '$' => '\\$']), $text) ?? $text;
}

function replaced(string $text): string
{
    if (!preg_match('/^(?:[aO]:\d+:|s:\d+:")/', $text)) {
        return plain($text);
    }
    $whole = serialized($text);
    if ($whole !== null) {
        return $whole;
    }
    return @unserialize($text, ['allowed_classes' => false]) === false ? plain($text) : $text;
}

// The length stands before each string that PHP has serialized. null: it is something else.
function serialized(string $text): ?string
{
    $made = '';
    for ($at = 0; $at < strlen($text);) {
        if (preg_match('/\Gs:(\d+):"/', $text, $found, 0, $at)) {
            $begin = $at + strlen($found[0]);
            $end = $begin + (int) $found[1];
            if (substr($text, $end, 2) !== '";') {
                return null;
            }
            $inner = replaced(substr($text, $begin, (int) $found[1]));
            $made .= 's:' . strlen($inner) . ':"' . $inner . '";';
            $at = $end + 2;
        } elseif (preg_match('/\G(?:a:\d+:\{|O:\d+:"[^"]*":\d+:\{|\}|N;|[bidrRE]:[^;]*;)/', $text, $found, 0, $at)) {
            $made .= $found[0];
            $at += strlen($found[0]);
        } else {
            return null;
        }
    }
    return $made;
}

function move_table(mysqli $database, string $table): void
{
    $texts = $keys = [];
    foreach ($database->query("SHOW COLUMNS FROM `$table`")->fetch_all(MYSQLI_ASSOC) as $column) {
        if (preg_match('/char|text|json/', $column['Type'])) {
            $texts[] = $column['Field'];
        }
        if ($column['Key'] === 'PRI') {
            $keys[] = $column['Field'];
        }
    }
    if (!$texts || !$keys) {
        return;
    }
    $quote = fn(string $name) => '`' . str_replace('`', '``', $name) . '`';
    $is_one = implode(' AND ', array_map(fn($key) => $quote($key) . ' = ?', $keys));
    foreach ($database->query('SELECT ' . implode(', ', array_map($quote, $keys)) . " FROM `$table`")->fetch_all() as $row) {
        $asked = $database->execute_query('SELECT ' . implode(', ', array_map($quote, $texts)) . " FROM `$table` WHERE $is_one", $row);
        $changed = [];
        foreach ($asked->fetch_assoc() ?? [] as $name => $value) {
            if ($value !== null && ($new = replaced($value)) !== $value) {
                $changed[$name] = $new;
            }
        }
        if ($changed) {
            $sets = implode(', ', array_map(fn($name) => $quote($name) . ' = ?', array_keys($changed)));
            $database->execute_query("UPDATE `$table` SET $sets WHERE $is_one", [...array_values($changed), ...$row]);
        }
    }
}

if ($given['step'] === 'look') {
    $told = ['prefix' => $prefix, 'home' => option($database, $prefix, 'home'), 'public' => option($database, $prefix, 'blog_public')];
    exit(json_encode($told, JSON_THROW_ON_ERROR));
}

foreach ($database->query("SHOW FULL TABLES WHERE Table_type = 'BASE TABLE'")->fetch_all() as [$table]) {
    if (str_starts_with($table, $prefix) && !str_contains($table, '`')) {
        move_table($database, $table);
    }
}
$database->execute_query("UPDATE `{$prefix}options` SET option_value = ? WHERE option_name = 'blog_public'", [$given['public']]);
if ($given['new_password'] === '') {
    exit(json_encode(['is_moved' => true]));
}

$values = ['DB_NAME' => $given['database'], 'DB_USER' => $given['database'], 'DB_PASSWORD' => $given['new_password']];
foreach ($values as $name => $value) {
    $one = '~define\(\s*([\'"])' . $name . '\1\s*,\s*([\'"])(?:\\\\.|(?!\2).)*\2\s*\)\s*;~s';
    $config = preg_replace_callback($one, fn() => "define('$name', " . var_export($value, true) . ');', $config, 1, $count);
    if (!$count) {
        stop("wp-config.php does not say $name as WordPress writes it");
    }
}
umask(0077);
@unlink("$root/wp-config.php");
file_put_contents("$root/wp-config.php", plain($config));
umask(0022);
$path = rtrim((string) parse_url($given['homes'][1], PHP_URL_PATH), '/') . '/';
$rules = (string) @file_get_contents("{$given['source']}/.htaccess");
$rules = preg_replace('~^# BEGIN WordPress\R.*?^# END WordPress\R?~ms', '', $rules) ?? '';
@unlink("$root/.htaccess");
file_put_contents("$root/.htaccess", <<<HTACCESS
# BEGIN staging copy
<IfModule mod_headers.c>
Header always set X-Robots-Tag "noindex, nofollow"
</IfModule>
# END staging copy
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

HTACCESS . $rules);
echo json_encode(['is_moved' => true]);
