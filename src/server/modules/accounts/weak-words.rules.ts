/** Words that weak passwords are built of, in small letters without digits or signs. */
export const weakWords: ReadonlySet<string> = new Set(
  `pass password passwort motdepasse contrasena senha parola wachtwoord passphrase passcode secret geheim secreto
  admin administrator root user guest test tester testing demo example sample default temp temporary changeme change
  login logon signin welcome willkommen bienvenue bienvenido hello hallo bonjour hola letmein openup opensesame access
  master manager boss chief system server computer internet network windows apple google android samsung microsoft
  clinic clinics hospital doctor doctors doc nurse patient patients medical medicine health healthcare care reception
  frontdesk desk billing compliance practice surgery dentist pharmacy chartroom staff office team company business
  love lover loveyou iloveyou ilove you me my the is it i mylove sweetheart honey baby babygirl angel princess prince queen king
  sunshine moonlight rainbow star stars summer winter spring autumn fall january february march april may june july
  august september october november december monday tuesday wednesday thursday friday saturday sunday today tomorrow
  football soccer baseball basketball hockey tennis cricket rugby golf arsenal chelsea liverpool barcelona madrid
  juventus manchester united yankees cowboys lakers steelers ferrari porsche mustang mercedes toyota harley
  dragon monkey tiger lion eagle falcon panther bear wolf dog doggy cat kitty horse pony rabbit bunny fish shark
  butterfly flower rose lily daisy jasmine orange banana cherry apple lemon peach strawberry chocolate cookie coffee
  pepper ginger sugar cheese pizza burger bacon pumpkin muffin
  michael jennifer jordan jessica daniel thomas robert charlie andrew matthew joshua ashley amanda nicole samantha
  william anthony george david james john mary maria anna sarah laura emma sophie alex alexander chris christian martin
  peter paul mark kevin brian steven richard patrick jonathan benjamin samuel maggie buster bailey hunter ranger
  superman batman spiderman ironman pokemon pikachu naruto minecraft fortnite roblox starwars skywalker gandalf
  matrix hello kitty mickey mouse snoopy garfield shadow ghost phantom ninja samurai warrior killer hacker
  trustno trust nobody nothing whatever whoever freedom liberty america london paris berlin england france germany
  canada australia india china brazil mexico texas california florida chicago boston newyork
  black white red blue green yellow purple pink silver gold golden diamond crystal
  happy lucky smile funny crazy cool hot sexy beautiful pretty cute super mega ultra power strong
  money cash dollar rich gold bank lottery million
  jesus christ god heaven blessed faith hope peace church amen
  new old my best good great first last number one two three four five six seven eight nine ten
  qwerty qwertz azerty asdf zxcv qaz wsx edc rfv abc abcd abcde abcdef abcdefg xyz aaa zzz`.split(
    /\s+/,
  ),
);
