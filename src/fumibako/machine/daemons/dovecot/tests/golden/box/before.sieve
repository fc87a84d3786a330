require ["fileinto", "mailbox"];

if anyof (allof (header :matches "X-Fumibako-Spam" "yes *", not exists "X-Fumibako-Allowed"), header :is "X-Fumibako-From" "ambiguous", header :matches "X-Fumibako-Dmarc" "failed *") {
  fileinto :create "Junk";
  stop;
}
