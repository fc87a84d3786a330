require ["fileinto", "mailbox"];

if anyof (allof (header :matches "X-Fumibako-Spam" "yes *", not exists "X-Fumibako-Allowed"), header :is "X-Fumibako-From" "ambiguous") {
  fileinto :create "Junk";
  stop;
}
