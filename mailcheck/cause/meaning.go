package cause

import "strings"

// idea is what a word stands for, in the languages in which mail servers
// answer: the things that a refusal is about, and what it says of them.
type idea string

const (
	// Things.
	recipient idea = "recipient"
	sender    idea = "sender"
	mailboxes idea = "mailbox" // or the account, or the user, whose it is
	message   idea = "message"
	client    idea = "client" // the address or the host that connects
	domains   idea = "domain"
	password  idea = "password"
	secrecy   idea = "tls"
	relaying  idea = "relay"
	mechanism idea = "mechanism"

	// What is said of them.
	unknown   idea = "unknown"
	disabled  idea = "disabled"
	forbidden idea = "forbidden"
	full      idea = "full"
	many      idea = "many"
	large     idea = "large"
	spam      idea = "spam"
	listed    idea = "listed"
	needed    idea = "needed"
	later     idea = "later"
	wrong     idea = "wrong"
	mismatch  idea = "mismatch"
	nameless  idea = "nameless" // without a name in the DNS
	signed    idea = "signed"   // SPF, DKIM, DMARC
)

// lexicon gives the words of each idea. A word of Latin or Cyrillic letters is
// found at the beginning of a word, see holds.
var lexicon = map[idea]string{
	recipient: "recipient|rcpt|addressee|destination|destinataire|empfänger|empfaenger|destinatario|destinatário|получател|odbiorc|ontvanger|收件人|受信者|宛先",
	sender: "sender|mailfrom|from address|mail from|from header|from:|envelope domain|return path|return-path|" +
		"envelope from|envelope-from|expéditeur|expediteur|absender|remitente|mittente|remetente|отправител|nadawc|" +
		"afzender|发件人|发信人|送信者|差出人|送信元アドレス",
	mailboxes: "mailbox|inbox|maildrop|account|user|boite|boîte|compte|utilisateur|postfach|konto|benutzer|cuenta|" +
		"usuario|casella|utente|ящик|пользовател|учетн|skrzynk|邮箱|用户|帐号|账号|メールボックス|アカウント|ユーザー",
	message: "message|mail|e-mail|email|content|body|attachment|nachricht|mensaje|messaggio|mensagem|сообщени|письм|wiadomo|邮件|メール|メッセージ",
	client:  "ip|client|your host|your server|connection|connecting|host|adresse ip|dirección ip|ip-adresse|ip адрес|接続元|发信ip|此ip",
	domains: "domain|dns|mx|host name|hostname|domaine|dominio|домен|域名|ドメイン",
	password: "password|passwd|credential|login|logon|username|user name|authentication|authenticate|authorization|" +
		"auth|mot de passe|identifiant|authentification|passwort|kennwort|anmeldung|authentifizierung|contraseña|" +
		"autenticaci|autenticazione|парол|аутентификаци|авторизаци|hasło|密码|认证|登录|パスワード|認証|ログイン",
	secrecy:   "tls|ssl|starttls|encryption|encrypted|secure connection|verschlüssel|chiffr|cifrad|шифров|加密|暗号",
	relaying:  "relay|relaying|open relay|not local|forward path|third party|third-party|weiterleit|中继|中继转发|中継",
	mechanism: "mechanism|auth method|authentication method|authentication type|auth type|auth mode|methode|认证方式|認証方式",

	unknown: "unknown|not exist|does not exist|doesn't exist|not found|no such|nonexistent|non-existent|unrouteable|" +
		"unroutable|undeliverable|cannot be delivered|could not be delivered|not a valid|is not valid|invalid|" +
		"no mailbox|not known|not our|not here|not in route|not in list|unresolvable|cannot resolve|not resolve|" +
		"inconnu|unbekannt|existiert nicht|desconocid|no existe|sconosciut|inesistente|não existe|не существу|" +
		"не найден|неизвест|nie istnieje|不存在|无效|未找到|存在しません|見つかりません|不明",
	disabled: "disabled|inactive|not active|suspended|locked|blocked|deactivated|closed|expired|frozen|terminated|" +
		"gesperrt|deaktiviert|bloqué|désactivé|bloquead|desactivad|bloccat|disattiv|заблокирован|отключен|zablokowan|" +
		"冻结|停用|禁用|無効|停止|凍結",
	forbidden: "not allowed|not permitted|denied|refused|rejected|reject|prohibited|forbidden|not authorized|" +
		"not authorized|unauthorized|not accept|disallow|permission|policy|interdit|refusé|refuse|verboten|abgelehnt|" +
		"verweigert|nicht erlaubt|nicht gestattet|no permitid|denegad|rechazad|rifiutat|negato|запрещ|отклон|отказ|" +
		"odrzucon|拒绝|禁止|許可されて|拒否",
	full: "full|over quota|overquota|storage|space|disk|mailbox size|pleine|voll|llen|piena|переполнен|мест|przepełn|已满|容量|空间|いっぱい|超過しています|容量超過",
	many: "too many|too much|exceeded|exceeds|limit|rate|throttl|frequency|too fast|too quickly|quota|zu viele|" +
		"trop de|demasiad|troppi|muitos|превышен|слишком много|лимит|zbyt wiele|过多|超过|超出|上限|制限を超",
	large: "too large|too big|too long|size|oversize|trop gros|taille|zu groß|größe|demasiado grande|tamaño|" +
		"troppo grande|слишком больш|размер|太大|过大|大きすぎ|サイズ",
	spam: "spam|virus|junk|unsolicited|phish|malware|bulk|infected|spamverdacht|спам|вирус|垃圾|迷惑メール|ウイルス|スパム",
	listed: "blacklist|black list|blocklist|block list|blocked|listed|rbl|dnsbl|reputation|banned|gelistet|" +
		"schwarze liste|liste noire|lista negra|черн|黑名单|ブラックリスト|ブロック",
	needed: "required|require|must|need|first|before|mandatory|obligatory|erforderlich|benötigt|zuerst|requis|" +
		"obligatoire|nécessaire|requier|necesari|richiest|требуется|необходим|wymagan|需要|必须|请先|必要|してください",
	later: "temporar|try again|try later|later|busy|unavailable|overload|timeout|timed out|retry|momentané|" +
		"plus tard|réessayer|vorübergehend|später|erneut versuchen|temporalmente|más tarde|riprova|временн|позже|" +
		"повторите|спустя|później|稍后|暂时|繁忙|しばらく|再度|一時的",
	wrong: "wrong|incorrect|invalid|bad|fail|not accepted|not valid|falsch|ungültig|fehlgeschlagen|fehler|invalide|" +
		"échou|echec|incorrect|inválid|fallid|errat|non valid|неверн|неправильн|ошибк|niepoprawn|nieprawidłow|错误|失败|" +
		"不正确|正しくありません|失敗|誤って",
	mismatch: "not match|doesn't match|don't match|must match|not in my domain|not my domain|mismatch|does not belong|" +
		"not owned|own address|stimmt nicht|correspond|no coincide|non corrisponde|не совпада|不匹配|不一致|一致しません|一致していません",
	nameless: "reverse dns|reverse|ptr|rdns|in-addr|逆引き|反向解析",
	signed:   "spf|dkim|dmarc|arc|unauthenticated",
}

// means tells whether the text holds the ideas that are named; "|" parts
// alternatives, and within one "&" joins: "sender & unknown | domain & unknown".
func means(text, want string) bool {
	for alternative := range strings.SplitSeq(want, "|") {
		all := true
		for name := range strings.SplitSeq(alternative, "&") {
			all = all && says(text, lexicon[idea(strings.TrimSpace(name))])
		}
		if all {
			return true
		}
	}
	return false
}
