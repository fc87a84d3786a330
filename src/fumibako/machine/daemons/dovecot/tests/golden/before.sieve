require ["fileinto", "mailbox"];

if anyof (header :matches "X-Fumibako-Spam" "yes *", header :is "X-Fumibako-From" "ambiguous") {
  fileinto :create "Junk";
  stop;
}
