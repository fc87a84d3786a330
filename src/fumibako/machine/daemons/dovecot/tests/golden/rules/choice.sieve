require ["editheader"];

addheader "X-Fumibako-Unfiltered" "yes";
