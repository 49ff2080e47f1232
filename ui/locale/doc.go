// Package locale holds all prose of the program in English and Japanese, and
// gives it out by id. Every file NAME.en.toml has its twin NAME.ja.toml.
package locale
