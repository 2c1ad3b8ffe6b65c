package io.netfailover.hypervisor.domainxml;

/**
 * What a rule found.
 *
 * @param line of the definition, from 1 on
 * @param reason what is so, and why it matters
 * @param fix what to do
 */
public record Finding(Rule rule, int line, String reason, String fix) {
    static Finding of(BadXmlException e) {
        return new Finding(Rule.XML, e.line(), String.valueOf(e.getMessage()), e.advice());
    }
}
