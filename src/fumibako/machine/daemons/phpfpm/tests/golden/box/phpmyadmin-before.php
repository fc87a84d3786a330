<?php define('ROOT_PATH', '/var/lib/fumibako/phpmyadmin/root/');
