<?php
$cfg['Servers'][1] = [
    'auth_type' => 'config',
    'host' => 'localhost',
    'socket' => '/var/lib/fumibako/mariadb/run/socket',
    'user' => $_SERVER['DATABASE_USER'] ?? '',
    'password' => $_SERVER['DATABASE_PASSWORD'] ?? '',
    'only_db' => $_SERVER['DATABASE_NAME'] ?? '',
    'hide_db' => '',
    'compress' => false,
];
$cfg['DefaultLang'] = 'ja';
$cfg['PmaNoRelation_DisableWarning'] = true;
$cfg['SendErrorReports'] = 'never';
$cfg['VersionCheck'] = false;
$cfg['ShowPhpInfo'] = false;
$cfg['ShowServerInfo'] = false;
$cfg['ShowChgPassword'] = false;
$cfg['ShowCreateDb'] = false;
$cfg['AllowArbitraryServer'] = false;
$cfg['AllowThirdPartyFraming'] = false;
$cfg['UploadDir'] = '';
$cfg['SaveDir'] = '';
$cfg['ExecTimeLimit'] = 300;
