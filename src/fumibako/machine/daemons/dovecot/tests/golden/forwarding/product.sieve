require ["copy"];

redirect :copy "sato@sample.example";
redirect :copy "ichiro@elsewhere.example";
