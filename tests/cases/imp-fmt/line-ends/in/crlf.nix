{
  script = ''
  #!/bin/sh
  echo hi
'';
   b=''x
  y
  '';}
