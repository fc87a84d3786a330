require ["editheader", "fileinto", "mailbox"];

if not exists "X-Fumibako-Unfiltered" {
  if header :matches "subject" "請求 \\**" {
    addheader "X-Fumibako-Allowed" "yes";
  }
  elsif header :is "X-Mailer" "say \"no\" \\" {
    fileinto :create "Junk";
    stop;
  }
}
