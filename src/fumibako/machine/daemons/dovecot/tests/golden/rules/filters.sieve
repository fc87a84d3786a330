require ["editheader"];

if header :matches "subject" "請求 \\**" {
  addheader "X-Fumibako-Allowed" "yes";
}
if not exists "X-Fumibako-Allowed" {
  if header :is "X-Mailer" "say \"no\" \\" {
    discard;
    stop;
  }
}
